/** When certificates are issued. */
package org.flyte.executor.webhook.rule;
