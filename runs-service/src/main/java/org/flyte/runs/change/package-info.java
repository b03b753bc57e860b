/**
 * The port between writing and watching: writers announce committed changes, the package watch implements it. And the hints by
 * which replicas tell each other of them.
 */
package org.flyte.runs.change;
