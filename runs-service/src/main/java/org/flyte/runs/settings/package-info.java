/** Settings of the organisation, of domains and of projects, and what they mean for runs; see docs/behaviour/settings.md. */
package org.flyte.runs.settings;
