package io.microcontainer.run.hook;

/**
 * Why a hook failed.
 *
 * @param call     the hook
 * @param sentence for the user, with the end of what the hook wrote
 */
public record HookFailure(HookCall call, String sentence) {
}
