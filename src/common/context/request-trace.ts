/** What is learnt of a request on its way, for its line in the log and for metrics: names from our own code only. */
export interface RequestTrace {
  /** The kind and root fields of a GraphQL operation, as the schema names them. */
  operation?: string;
  /** The code of the first GraphQL error. */
  outcome?: string;
}

/** A request that is followed; the first hook makes its trace. */
export interface TracedRequest {
  trace?: RequestTrace;
}
