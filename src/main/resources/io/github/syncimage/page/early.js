// Runs before anything is drawn, so that a dark page never flashes white. Storage may be forbidden; then the system decides.
try {
  const theme = localStorage.getItem('theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // as the system has it
}
