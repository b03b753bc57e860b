/** From files to literals. */
package org.flyte.copilot.upload;
