// Before anything is drawn, so that a dark page never flashes white; the modules come later.
try {
  document.documentElement.dataset['theme'] = localStorage.getItem('local-slack theme') ?? 'system';
} catch {
  document.documentElement.dataset['theme'] = 'system';
}
