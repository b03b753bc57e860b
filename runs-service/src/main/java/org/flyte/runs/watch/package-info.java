/**
 * Watch streams; see docs/behaviour/watch-protocol.md. Notifications of writers and a poll by change sequence mark what
 * changed, one read for all streams of a run fetches it into the tree that they share, and each stream sends at its client's pace.
 */
package org.flyte.runs.watch;
