/** The logs of the replicas of apps, as long as their pods exist. */
package org.flyte.apps.logs;
