/** Handlers by the type of what happened. One that throws disturbs neither the others nor who tells. */
export class Emitter<Events> {
  readonly #handlers = new Map<keyof Events, Set<(detail: never) => void>>();

  on<K extends keyof Events>(type: K, handler: (detail: Events[K]) => void): () => void {
    // Wrapped, so that the same function given twice is two handlers.
    const own = (detail: Events[K]): void => handler(detail);
    let handlers = this.#handlers.get(type);
    if (!handlers) this.#handlers.set(type, (handlers = new Set()));
    handlers.add(own);
    return () => void handlers.delete(own);
  }

  emit<K extends keyof Events>(type: K, detail: Events[K]): void {
    for (const handler of [...(this.#handlers.get(type) ?? [])]) {
      try {
        (handler as (detail: Events[K]) => void)(detail);
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  }
}
