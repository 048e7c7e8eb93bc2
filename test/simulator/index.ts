/** The door of this folder: what tests, tools and demonstrations may use. */
export { DEFAULT_ADDRESS, isOpen } from './address';
export type { PersonMedia, PersonMessage } from './control';
export type { DeliveryAttempt, DeliveryTuning } from './delivery';
export type { Update } from './events';
export type { Fault, FaultEffect, FaultRule } from './faults';
export type { LoggedPart, RequestEntry, SentMessage } from './log';
export { ControlError, type JoinResult, type PersonSeed } from './people';
export { readProfile, type Profile } from './profile';
export type { RateLimit } from './rateLimit';
export { startReceiver, type ReceivedDelivery, type Receiver } from './receiver';
export { demoSeeds, type GroupSeed, type Seeds } from './seed';
export type { SavedState } from './saved';
export { startSimulator } from './simulator';
export type { Group, Person, Template } from './state';
export { forgetState, keepState, StateFileError } from './stateFile';
export { SETTINGS, type Switches } from './switches';
export type { TemplateSeed } from './templates';
export type { Latency, Simulator, SimulatorOptions } from './types';
