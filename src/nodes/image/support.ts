import { families, type Family } from './families.ts';
import { compareVersions, type KubernetesVersion, kubernetesVersion } from './kubernetes-version.ts';
import { familySupport, type VersionSupport, versions, versionsReadOn } from './support-data.ts';

export interface Supported {
  readonly supported: 'yes' | 'no' | 'unknown';
  /** One sentence without a full stop. */
  readonly reason: string;
}

export interface SupportOptions {
  /** Extended support counts as supported. */
  readonly extendedCounts: boolean;
  /** The image is the user's own build: the end of EKS's publishing does not end it. */
  readonly ownBuild?: boolean;
  /** DescribeImages' DeprecationTime, where it was seen. */
  readonly deprecationTime?: string | undefined;
}

/**
 * Whether family and Kubernetes version are supported on the day `at`, by a dated table. A version older than the table is not. One newer
 * than it was released after the table was read, so it cannot have ended before 14 months have passed since then: until that
 * day it is supported, and after it unknown, as is a version too new to be real. Fails come from published ends only.
 */
export function supported(family: Family | undefined, kubernetes: string | undefined, at: Date, options: SupportOptions): Supported {
  const ended = endedByImage(family, at, options);
  if (ended) return ended;
  if (family === 'auto-mode') return yes('EKS Auto Mode keeps its nodes on a supported image');
  const version = kubernetes === undefined ? undefined : kubernetesVersion(kubernetes);
  if (!version) return unknown('the Kubernetes version of the image is not known');

  const last = family === undefined ? undefined : familySupport[family]?.lastKubernetes;
  const lastVersion = last === undefined ? undefined : kubernetesVersion(last);
  if (family !== undefined && lastVersion && !options.ownBuild && compareVersions(version, lastVersion) > 0) {
    return no(`EKS publishes no ${families[family].title} image for Kubernetes ${text(version)}: the last was ${last}`);
  }
  const byVersion = versionSupport(version, at, options.extendedCounts);
  const saidToEnd = family === undefined ? undefined : familySupport[family]?.saidToEnd;
  if (family !== undefined && saidToEnd && byVersion.supported === 'yes' && isPast(saidToEnd.day, at)) {
    return unknown(`${byVersion.reason}, but ${families[family].title} is said to have ended on ${saidToEnd.day}`);
  }
  if (byVersion.supported !== 'yes' || (family !== undefined && family !== 'custom' && family !== 'other')) return byVersion;
  return unknown(`${byVersion.reason}, but whether the image's operating system is supported does not show`);
}

/** What ends an image whatever Kubernetes it carries. */
function endedByImage(family: Family | undefined, at: Date, { ownBuild, deprecationTime }: SupportOptions): Supported | undefined {
  if (deprecationTime !== undefined && Date.parse(deprecationTime) <= at.getTime()) return no(`the image is deprecated since ${deprecationTime.slice(0, 10)}`);
  const ends = family === undefined ? undefined : familySupport[family];
  if (family === undefined || !ends) return undefined;
  const { title } = families[family];
  const { endOfPublishing } = ends;
  return !ownBuild && endOfPublishing && isPast(endOfPublishing.day, at) ? no(`EKS stopped publishing ${title} images on ${endOfPublishing.day}`) : undefined;
}

function versionSupport(version: KubernetesVersion, at: Date, extendedCounts: boolean): Supported {
  const row = versions.find(candidate => candidate.version === text(version));
  if (row) return rowSupport(row, at, extendedCounts);
  const newest = kubernetesVersion(versions[0]?.version ?? '');
  if (!newest || compareVersions(version, newest) < 0) return no(`Kubernetes ${text(version)} is older than any version EKS still supports`);
  const isPlausible = version.major === newest.major && version.minor - newest.minor <= plausibleMinorsAhead;
  const earliestEnd = monthsAfter(versionsReadOn, extendedCounts ? 26 : 14);
  return isPlausible && !isPast(earliestEnd, at)
    ? yes(`Kubernetes ${text(version)} is newer than this version of the table (${versionsReadOn}) and cannot be out of support before ${earliestEnd}`)
    : unknown(`Kubernetes ${text(version)} is newer than the table of ${versionsReadOn}`);
}

/** EKS follows about three upstream releases a year: more are not to be expected before the earliest end. */
const plausibleMinorsAhead = 8;

function rowSupport(row: VersionSupport, at: Date, extendedCounts: boolean): Supported {
  const { version, endOfStandard, endOfExtended, earliest } = row;
  if (!isPast(endOfStandard, at)) return yes(`Kubernetes ${version} is in standard support ${earliest ? 'at least ' : ''}until ${endOfStandard}`);
  if (earliest && !(extendedCounts && endOfExtended !== undefined && !isPast(endOfExtended, at))) {
    return unknown(`when support of Kubernetes ${version} ends was not known on ${row.source.read}`);
  }
  if (endOfExtended === undefined || isPast(endOfExtended, at)) return no(`support of Kubernetes ${version} on EKS ended on ${endOfExtended ?? endOfStandard}`);
  return extendedCounts
    ? yes(`Kubernetes ${version} is in extended support until ${endOfExtended}`)
    : no(`standard support of Kubernetes ${version} on EKS ended on ${endOfStandard}, and extended support does not count`);
}

/** The day is over, in UTC: a published end counts as the last day of support. */
function isPast(day: string, at: Date): boolean {
  return at.getTime() >= Date.parse(`${day}T00:00:00Z`) + 86_400_000;
}

function monthsAfter(day: string, months: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

function text({ major, minor }: KubernetesVersion): string {
  return `${major}.${minor}`;
}

const yes = (reason: string): Supported => ({ supported: 'yes', reason });
const no = (reason: string): Supported => ({ supported: 'no', reason });
const unknown = (reason: string): Supported => ({ supported: 'unknown', reason });
