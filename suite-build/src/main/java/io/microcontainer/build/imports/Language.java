package io.microcontainer.build.imports;

import io.microcontainer.build.tree.Entry;
import io.microcontainer.build.tree.TreePath;
import java.util.List;

/** An interpreted language whose modules lie in the tree. Nothing is found before an interpreter was {@linkplain #begin named}. */
public interface Language {

    /** Its name for people. */
    String name();

    /** Whether a program of this file name is its interpreter. */
    boolean isInterpreter(String fileName);

    /** Whether a file of this name is a source by its ending. */
    boolean isSource(String fileName);

    /**
     * Tells of an interpreter.
     *
     * @param named the path that a script or the user calls it by, whose directories may say where modules are
     * @param real  the program that this leads to
     * @param file  the program
     * @return what it reads when it starts
     */
    Needs begin(TreePath named, TreePath real, Entry.RegularFile file);

    /**
     * What a source imports.
     *
     * @param path   where the file really lies
     * @param script whether it is run by itself rather than imported
     */
    Needs source(TreePath path, Entry.RegularFile file, boolean script);

    /** What a library imports that the interpreter loads as a module; nothing if it is no such library. */
    Needs library(TreePath path, Entry.RegularFile file);

    /**
     * What a module consists of.
     *
     * @param module a name in the language's notation
     */
    Needs module(String module);

    /** Whether a text can be the name of a module in the language's notation. */
    boolean isModuleName(String text);

    /** All files of the directories that modules are looked for in. */
    List<TreePath> all();
}
