// Before the first paint: says that script runs, and puts the visitor's choice of theme on the document
// (without one the system decides).
document.documentElement.dataset.script = "";
try {
  const theme = localStorage.getItem("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {}
