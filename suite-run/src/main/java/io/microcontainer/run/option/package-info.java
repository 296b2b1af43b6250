/** Values of options in the forms that runc's users know: sizes and durations. */
package io.microcontainer.run.option;
