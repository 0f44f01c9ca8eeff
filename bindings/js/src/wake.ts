/** Calls when a browser tells that now is a good time to look: the network came or went, the tab is seen. Returns how to stop. */
export function onWake(wake: () => void): () => void {
  const page = (globalThis as { document?: Document }).document;
  if (!page || typeof globalThis.addEventListener !== "function") return () => {};
  const seen = (): void => {
    if (page.visibilityState === "visible") wake();
  };
  globalThis.addEventListener("online", wake);
  globalThis.addEventListener("offline", wake);
  globalThis.addEventListener("pageshow", wake);
  page.addEventListener("visibilitychange", seen);
  return () => {
    globalThis.removeEventListener("online", wake);
    globalThis.removeEventListener("offline", wake);
    globalThis.removeEventListener("pageshow", wake);
    page.removeEventListener("visibilitychange", seen);
  };
}
