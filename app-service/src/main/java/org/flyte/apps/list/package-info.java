/** Lists of apps, page by page. */
package org.flyte.apps.list;
