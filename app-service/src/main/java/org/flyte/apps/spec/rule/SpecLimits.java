package org.flyte.apps.spec.rule;

import java.util.List;

/**
 * What this installation can give apps.
 *
 * @param maxReplicas most replicas that an app may ask for as its minimum
 * @param secrets whether pods get the secrets that they ask for
 * @param subdomains whether apps can choose their host label
 * @param cnames own domain names that apps may ask for, with those below each
 */
public record SpecLimits(int maxReplicas, boolean secrets, boolean subdomains, List<String> cnames) {}
