// Traces, for whoever has OpenTelemetry. Nothing of it is imported: the tracer is the host's.
import type { Hooks } from "./options.ts";

/** As much of an OpenTelemetry tracer as is used. */
export interface Tracer {
  startActiveSpan<T>(name: string, options: { attributes?: Record<string, string | number | boolean> }, run: (span: Span) => T): T;
}

/** As much of a span. */
export interface Span {
  recordException(error: Error): void;
  setStatus(status: { code: number; message?: string }): unknown;
  end(): void;
}

/**
 * A `trace` hook for a tracer of `@opentelemetry/api`: one span for each tool call that runs.
 *
 * @example
 * const hold = createHoldpoint({ gate, store, authenticate, hooks: { trace: openTelemetry(trace.getTracer("agent")) } });
 */
export function openTelemetry(tracer: Tracer): NonNullable<Hooks["trace"]> {
  return (name, attributes, run) =>
    tracer.startActiveSpan(name, { attributes }, async (span) => {
      try {
        return await run();
      } catch (error) {
        span.recordException(error instanceof Error ? error : new Error(String(error)));
        span.setStatus({ code: ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
}

/** `SpanStatusCode.ERROR` of `@opentelemetry/api`. */
const ERROR = 2;
