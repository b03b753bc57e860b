/** Transfers of files, a few at a time and within limits. */
package org.flyte.copilot.transfer;
