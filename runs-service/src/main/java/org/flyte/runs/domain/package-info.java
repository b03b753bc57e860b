/** The domains of all projects: some are configured, others are created here. */
package org.flyte.runs.domain;
