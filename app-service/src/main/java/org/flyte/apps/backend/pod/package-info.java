/** The pods of apps, which all backends have in common. */
package org.flyte.apps.backend.pod;
