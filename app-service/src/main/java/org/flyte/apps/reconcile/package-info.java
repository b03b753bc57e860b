/** Brings apps to Kubernetes, and how they are there back to the table. */
package org.flyte.apps.reconcile;
