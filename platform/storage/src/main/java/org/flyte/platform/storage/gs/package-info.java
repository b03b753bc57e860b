/** Google Cloud Storage by its JSON API, with the credentials of Google's library. */
package org.flyte.platform.storage.gs;
