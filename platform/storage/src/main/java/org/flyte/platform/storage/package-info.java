/** Objects by address, in S3 or in a folder, with URLs that let others read or write one of them. */
package org.flyte.platform.storage;
