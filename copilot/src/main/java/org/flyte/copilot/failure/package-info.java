/** What ends a transfer, and how the operator learns of it. */
package org.flyte.copilot.failure;
