import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react';

/** The distance below the window at which an element counts as in view. So its content is read before it is seen. */
const MARGIN = '300px';

/** Whether an element has been in view. */
export function useWasInView<E extends HTMLElement>(): [ref: RefObject<E | null>, wasInView: boolean] {
  const ref = useRef<E>(null);
  const [wasInView, setInView] = useState(false);
  useInView(ref, () => setInView(true));
  return [ref, wasInView];
}

/** Calls `enter` each time when an element comes into view. */
export function useInView(ref: RefObject<HTMLElement | null>, enter: () => void): void {
  const run = useEffectEvent(enter);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver((entries) => entries.some((one) => one.isIntersecting) && run(), {
      rootMargin: MARGIN,
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
}
