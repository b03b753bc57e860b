/** The settings of the plugin. */
package org.flyte.executor.plugins.connector.settings;
