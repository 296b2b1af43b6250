/** What all kinds of archive have in common. */
package io.microcontainer.build.member;
