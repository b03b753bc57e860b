/** What a list request asks for. */
package org.flyte.apps.list.rule;
