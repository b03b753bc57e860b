/** TranslatorService: literals and their types to the JSON of a launch form, and back. */
package org.flyte.dataproxy.translate;
