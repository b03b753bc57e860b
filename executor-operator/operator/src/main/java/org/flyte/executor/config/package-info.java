/** The operator's settings, and what is set up from them at start. */
package org.flyte.executor.config;
