/** The command that the scripts of `bench completion` call; it is in no help. */
export const completeHidden = '__complete';
