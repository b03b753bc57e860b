/** Copilot: puts the inputs of a raw container where it reads them, and stores what it leaves; see docs/behaviour/raw-containers.md. */
package org.flyte.copilot;
