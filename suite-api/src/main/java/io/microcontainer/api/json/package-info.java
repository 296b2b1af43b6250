/** Strict reading and stable writing of JSON, field by field and without reflection, so that a cold JVM is quick. */
package io.microcontainer.api.json;
