/** Values as text, JSON and YAML. */
package org.flyte.copilot.value;
