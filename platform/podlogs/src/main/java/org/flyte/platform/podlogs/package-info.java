/** Logs of containers: their lines, their source while the pod exists, and their archive in the object store. */
package org.flyte.platform.podlogs;
