package org.flyte.platform.identity;

/**
 * What was decided about a call, for the audit trail; noted on its {@code RpcCall} beside the {@link Caller}. What a request does
 * not name is empty.
 *
 * @param allowed whether the caller was let in
 * @param rule what the decision rests on, such as {@code runner in p/d}
 * @param type of what the call is about, such as {@code run}
 * @param name of it, within project and domain
 */
public record AccessDecision(boolean allowed, String rule, String type, String project, String domain, String name) {}
