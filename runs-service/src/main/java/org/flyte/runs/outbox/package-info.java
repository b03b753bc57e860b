/**
 * The outbox: calls to actions-service that follow from a committed change are stored with it and delivered afterwards;
 * see docs/adr/0017-outbox-and-leases-for-work-between-services.md.
 */
package org.flyte.runs.outbox;
