/** From literals to files. */
package org.flyte.copilot.download;
