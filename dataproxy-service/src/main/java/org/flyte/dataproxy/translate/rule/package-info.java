/** The rules of the translation, without any I/O; see docs/behaviour/launch-forms.md. */
package org.flyte.dataproxy.translate.rule;
