/** The web console as files, and the route that serves them below {@code /v2}. */
package org.flyte.console;
