-- For analysts: docs/sql.md describes these and promises that they stay. Days, never times of day.
CREATE VIEW v_seats AS
SELECT
  o.id AS organisation_id,
  o.login AS organisation,
  g.person_id AS person_id,
  p.login AS login,
  date(g.granted_at / 1000, 'unixepoch') AS granted_on,
  iif(g.plan = 'unknown', o.plan, g.plan) AS plan,
  g.team_slug AS team,
  g.pending_cancellation AS leaves_on,
  date(g.ended_at / 1000, 'unixepoch') AS ended_on,
  (SELECT max(a.day) FROM activity a WHERE a.person_id = g.person_id) AS last_use_on,
  (SELECT max(s.day) FROM sign_in s WHERE s.person_id = g.person_id) AS last_sign_in_on,
  k.person_id IS NOT NULL AND (k.until IS NULL OR k.until > unixepoch() * 1000) AS is_kept,
  date(k.until / 1000, 'unixepoch') AS kept_until,
  date(o.last_good_read_at / 1000, 'unixepoch') AS read_on
FROM seat_grant g
JOIN organisation o ON o.id = g.organisation_id
JOIN person p ON p.id = g.person_id
LEFT JOIN kept k ON k.person_id = g.person_id
UNION ALL
SELECT
  o.id, o.login, NULL, NULL, date(n.granted_at / 1000, 'unixepoch'),
  iif(n.plan = 'unknown', o.plan, n.plan), NULL, n.pending_cancellation,
  NULL, NULL, NULL, 0, NULL, date(o.last_good_read_at / 1000, 'unixepoch')
FROM nobody_seat n
JOIN organisation o ON o.id = n.organisation_id;
--> statement-breakpoint
CREATE VIEW v_activity_days AS
SELECT
  o.id AS organisation_id, o.login AS organisation, a.person_id AS person_id, p.login AS login,
  a.day AS day, a.source AS source, a.editor AS editor
FROM activity a
JOIN organisation o ON o.id = a.organisation_id
JOIN person p ON p.id = a.person_id
UNION ALL
SELECT o.id, o.login, s.person_id, p.login, s.day, 'sign-in', NULL
FROM sign_in s
JOIN organisation o ON o.id = s.organisation_id
JOIN person p ON p.id = s.person_id;
--> statement-breakpoint
CREATE VIEW v_removals AS
SELECT
  r.id AS removal_id,
  o.id AS organisation_id,
  o.login AS organisation,
  r.person_id AS person_id,
  coalesce(p.login, e.evidence ->> 'login') AS login,
  date(r.granted_at / 1000, 'unixepoch') AS granted_on,
  r.state AS state,
  r.mode AS mode,
  r.by_team AS by_slack_team,
  r.by_user AS by_slack_user,
  date(r.claimed_at / 1000, 'unixepoch') AS decided_on,
  date(r.ended_at / 1000, 'unixepoch') AS ended_on,
  r.last_day AS last_day,
  date(r.undo_at / 1000, 'unixepoch') AS undo_on,
  e.evidence ->> 'reason' AS reason,
  r.price / 100.0 AS price_a_month,
  r.currency AS currency
FROM removal r
JOIN organisation o ON o.id = r.organisation_id
LEFT JOIN person p ON p.id = r.person_id
LEFT JOIN removal_evidence e ON e.removal_id = r.id;
--> statement-breakpoint
CREATE VIEW v_reads AS
SELECT
  r.id AS read_id,
  o.id AS organisation_id,
  o.login AS organisation,
  date(r.started_at / 1000, 'unixepoch') AS day,
  r.outcome AS outcome,
  (r.ended_at - r.started_at) / 1000.0 AS seconds,
  r.pages AS pages,
  r.total_seats AS seats,
  r.failure ->> 'kind' AS failure,
  r.moved AS activity_moved
FROM read r
JOIN organisation o ON o.id = r.organisation_id;
