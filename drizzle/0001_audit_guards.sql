-- The log can only grow: whoever writes to the file, by whatever way, is refused.
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit log can only grow');
END;
--> statement-breakpoint
CREATE TRIGGER audit_never_shrinks BEFORE DELETE ON audit
BEGIN
  SELECT RAISE(ABORT, 'the audit log can only grow');
END;
--> statement-breakpoint
-- A detail may be erased, but never rewritten.
CREATE TRIGGER audit_detail_never_changes BEFORE UPDATE ON audit_detail
BEGIN
  SELECT RAISE(ABORT, 'what the audit log says can be erased but not changed');
END;
