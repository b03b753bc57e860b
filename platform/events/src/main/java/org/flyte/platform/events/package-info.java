/** The records of the event topic and of its dead letters, as producers write and consumers read them. */
package org.flyte.platform.events;
