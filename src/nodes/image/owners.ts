import type { Family } from './families.ts';

/** Accounts that publish the EKS-optimized Amazon Linux images in Regions without one of their own. */
const defaultEksOwner = '602401143452';

/** Regions served by {@link defaultEksOwner}; a Region in neither list is newer than this table. */
const defaultEksRegions = new Set(
  (
    'us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-west-1 eu-west-2 eu-west-3 eu-central-1 eu-north-1 ' +
    'ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2 ap-south-1'
  ).split(' '),
);

/** Source: eksctl pkg/apis/eksctl.io/v1alpha5/types.go, EKSResourceAccountID (copy of 2026-08-21); a second list agrees. Sure. */
const eksOwnerOfRegion: Readonly<Record<string, string>> = {
  'af-south-1': '877085696533',
  'ap-east-1': '800184023465',
  'ap-east-2': '533267051163',
  'ap-south-2': '900889452093',
  'ap-southeast-3': '296578399912',
  'ap-southeast-4': '491585149902',
  'ap-southeast-5': '151610086707',
  'ap-southeast-6': '333609536671',
  'ap-southeast-7': '121268973566',
  'ca-west-1': '761377655185',
  'cn-north-1': '918309763551',
  'cn-northwest-1': '961992271922',
  'eu-central-2': '900612956339',
  'eu-south-1': '590381155156',
  'eu-south-2': '455263428931',
  'il-central-1': '066635153087',
  'me-central-1': '759879836304',
  'me-south-1': '558608220178',
  'mx-central-1': '730335286997',
  'us-gov-east-1': '151742754352',
  'us-gov-west-1': '013241004608',
  'us-iso-east-1': '725322719131',
  'us-iso-west-1': '608367168043',
  'us-isob-east-1': '187977181151',
  'us-isob-west-1': '321162350305',
  'us-isof-east-1': '171035529773',
  'us-isof-south-1': '676585237158',
  'eu-isoe-west-1': '249663109785',
};

const eksOwners = new Set([defaultEksOwner, ...Object.values(eksOwnerOfRegion)]);

/** One account a Region. Source: one third-party list made from SSM look-ups; good for what it holds, and not complete. */
const bottlerocketOwners = new Set([
  '092701018921', // us-east-1
  '419346874475', // us-east-2
  '724952271658', // us-west-1
  '651937483462', // us-west-2
  '503807174151', // eu-west-1
  '149721548608', // eu-central-1
  '372293620468', // us-gov-east-1
  '372333677703', // us-gov-west-1
  '183365920950', // cn-north-1
  '183890449532', // cn-northwest-1
]);

/** Canonical in the aws partition. Source: eksctl pkg/ami (2026-08-21). */
const canonicalOwner = '099720109477';

/** Said to be Canonical's in China and GovCloud; not confirmed, so neither accepted nor refused. */
const perhapsCanonicalOwners = new Set(['837727238323', '513442679011']);

/** Source: EKS User Guide, auto-controls (2026), through a third-party list; two of many Regions. */
const autoModeOwners = new Set(['992382739861', '767397842682']);

/** Publishers of plain Amazon Linux. Source: amazon-eks-ami v20260714, base image of the AL2023 build. */
const amazonLinuxOwners = new Set(['137112412989', '141808717104', '045324592363']);

export type OwnerVerdict = 'official' | 'not-official' | 'unknown';

/**
 * Whether the owner of an image is the account that publishes the EKS images of the family; for Ubuntu, Canonical.
 * `alias` is the image's ImageOwnerAlias: undefined where it was not seen, null or empty where the image has none. Owners as filters
 * spell them (`amazon`, `self`) count as alias. An account of another Region is official too: all of them are AWS's. AWS opens accounts for new Regions, so an owner this table lacks is refused only
 * where the table is complete: Amazon Linux in a Region it knows or none given, and Ubuntu. The alias alone settles nothing about
 * what the image is; whoever calls has matched the name.
 */
export function officialOwner(
  ownerId: string | undefined,
  region: string | undefined,
  family: Family | undefined,
  alias?: string | null,
): OwnerVerdict {
  const owner = ownerId !== undefined && /^\d{12}$/.test(ownerId) ? ownerId : undefined;
  const said = alias === undefined && owner === undefined ? ownerId : (alias ?? '');
  const seenAlias = alias !== undefined || (ownerId !== undefined && owner === undefined);
  if (said === 'self' || said === 'aws-marketplace' || said === 'aws-backup-vault') return 'not-official';
  const isAmazon = said === 'amazon';
  const withoutAlias = seenAlias && !isAmazon;

  switch (family) {
    case 'al2':
    case 'al2023':
      if (isAmazon || (owner !== undefined && eksOwners.has(owner))) return 'official';
      if (owner === undefined) return 'unknown';
      return withoutAlias || region === undefined || knowsRegion(region) ? 'not-official' : 'unknown';
    case 'bottlerocket':
      if (isAmazon || (owner !== undefined && bottlerocketOwners.has(owner))) return 'official';
      return owner !== undefined && withoutAlias ? 'not-official' : 'unknown';
    case 'windows':
      // Two lists of owners contradict each other (one account everywhere; one a Region): only the alias settles it.
      if (isAmazon) return 'official';
      return owner !== undefined && withoutAlias ? 'not-official' : 'unknown';
    case 'ubuntu':
      if (owner === canonicalOwner) return 'official';
      return owner === undefined || perhapsCanonicalOwners.has(owner) ? 'unknown' : 'not-official';
    case 'auto-mode':
      return owner !== undefined && autoModeOwners.has(owner) ? 'official' : 'unknown';
    case 'custom':
    case 'other':
    case undefined:
      return 'unknown';
    default:
      return family satisfies never;
  }
}

function knowsRegion(region: string): boolean {
  return defaultEksRegions.has(region) || Object.hasOwn(eksOwnerOfRegion, region);
}

/** The account belongs to AWS or Canonical as an image publisher, so an image it owns is no user's own build. */
export function isKnownPublisher(ownerId: string): boolean {
  return [eksOwners, bottlerocketOwners, autoModeOwners, amazonLinuxOwners, perhapsCanonicalOwners].some(owners => owners.has(ownerId)) || ownerId === canonicalOwner;
}

/** The account publishes plain Amazon Linux. */
export function isAmazonLinuxOwner(ownerId: string): boolean {
  return amazonLinuxOwners.has(ownerId);
}

/** The account publishes Ubuntu: Canonical in the aws partition. */
export function isCanonicalOwner(ownerId: string): boolean {
  return ownerId === canonicalOwner;
}

/** The user's policy lists the owner, by account id or by alias (`self`, `amazon`, `aws-marketplace`). */
export function isTrustedOwner(owner: { readonly ownerId?: string | undefined; readonly alias?: string | null | undefined }, trusted: readonly string[]): boolean {
  return trusted.some(entry => entry !== '' && (entry === owner.ownerId || entry === owner.alias));
}
