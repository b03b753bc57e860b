/** The port between writing and watching: writers announce committed changes, the package watch implements it. */
package org.flyte.runs.change;
