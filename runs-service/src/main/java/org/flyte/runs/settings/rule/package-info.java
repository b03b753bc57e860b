/** What settings may say, and how those of several scopes become one. No framework. */
package org.flyte.runs.settings.rule;
