/**
 * What the page loads when it is first asked for, in one piece: pieces of their own would share so much with the page
 * that it would be cut into many.
 */
export { Difference } from './features/difference/Difference';
export { AllWords } from './features/figure/AllWords';
export { default as HelpDialog } from './features/help/HelpDialog';
export { default as ModelsDialog } from './features/models/ModelsDialog';
export { StripNotice } from './features/photographs/StripNotice';
