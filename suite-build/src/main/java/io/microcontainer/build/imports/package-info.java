/**
 * Modules of interpreted languages: which of them a program's sources import, found by reading the sources. What is found is rather too
 * much than too little: an import counts wherever it stands, and what imports by computed names gets all of its package.
 */
package io.microcontainer.build.imports;
