/** Who has which role: kept here, managed by AccessService, by a file and by the configuration, read by every service. */
package org.flyte.runs.access;
