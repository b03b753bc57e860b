/** EventsProxyService.Record: checks events, hands them to Kafka within limits, answers when they are acknowledged. */
package org.flyte.events.record;
