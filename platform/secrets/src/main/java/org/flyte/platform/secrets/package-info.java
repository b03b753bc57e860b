/** Secrets by scope and name, and the managers that keep them. */
package org.flyte.platform.secrets;
