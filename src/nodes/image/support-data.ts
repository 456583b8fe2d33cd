import type { Family } from './families.ts';

/** One Kubernetes minor version on EKS. Dates are days in UTC; the last day still counts. */
export interface VersionSupport {
  readonly version: string;
  /** Undefined where the day was not read. */
  readonly released: string | undefined;
  readonly endOfStandard: string;
  /** Undefined: there was no extended support yet. */
  readonly endOfExtended: string | undefined;
  /** The ends are the earliest days possible, not published ones: past them nothing is certain. */
  readonly earliest?: true;
  readonly source: Source;
}

export interface Source {
  readonly name: string;
  /** Day of the copy that was read. */
  readonly read: string;
}

const calendar: Source = { name: 'EKS User Guide, kubernetes-versions, "Amazon EKS Kubernetes release calendar"', read: '2025-10-02' };
const endOfLifeDate: Source = { name: 'endoflife.date, amazon-eks', read: '2026-02-14' };
const archive: Source = { name: 'endoflife.date, products/amazon-eks.md', read: '2025-12-19' };

const row = (source: Source, version: string, released: string | undefined, endOfStandard: string, endOfExtended?: string): VersionSupport => ({
  version,
  released,
  endOfStandard,
  endOfExtended,
  source,
});

/** The day up to which the newest row is known to be the newest version; later releases may exist. */
export const versionsReadOn = '2026-07-14';

/** Newest first. Older versions than the last row are long out of support. */
export const versions: readonly VersionSupport[] = [
  {
    // Images of 1.36 exist (amazon-eks-ami v20260714); on 2026-04-24 1.35 was still the newest (aws-samples, EKS operation review).
    // Its calendar row was not read. Standard support lasts 14 months and extended 12 more, so it cannot end before these days.
    version: '1.36',
    released: undefined,
    endOfStandard: '2027-06-24',
    endOfExtended: '2028-06-24',
    earliest: true,
    source: { name: 'amazon-eks-ami CHANGELOG v20260714; EKS User Guide, kubernetes-versions (14 and 12 months)', read: '2026-07-14' },
  },
  row(endOfLifeDate, '1.35', '2026-01-28', '2027-03-27', '2028-03-27'),
  row(calendar, '1.34', '2025-10-02', '2026-12-02', '2027-12-02'),
  row(calendar, '1.33', '2025-05-29', '2026-07-29', '2027-07-29'),
  row(calendar, '1.32', '2025-01-23', '2026-03-23', '2027-03-23'),
  row(calendar, '1.31', '2024-09-26', '2025-11-26', '2026-11-26'),
  row(calendar, '1.30', '2024-05-23', '2025-07-23', '2026-07-23'),
  row(calendar, '1.29', '2024-01-23', '2025-03-23', '2026-03-23'),
  row(archive, '1.28', '2023-09-26', '2024-11-26', '2025-11-26'),
  row(archive, '1.27', '2023-05-24', '2024-07-24', '2025-07-24'),
  row(archive, '1.26', '2023-04-11', '2024-06-11', '2025-06-11'),
  row(archive, '1.25', '2023-02-21', '2024-05-01', '2025-05-01'),
  row(archive, '1.24', '2022-11-15', '2024-01-31', '2025-01-31'),
  row(archive, '1.23', '2022-08-11', '2023-10-11', '2024-10-11'),
  row(archive, '1.22', '2022-04-04', '2023-06-04', '2024-09-01'),
  row(archive, '1.21', '2021-07-19', '2023-02-16', '2024-07-15'),
  row(archive, '1.20', '2021-05-18', '2022-11-01'),
  row(archive, '1.19', '2021-02-16', '2022-08-01'),
  row(archive, '1.18', '2020-10-13', '2022-08-15'),
];

/** What ends the support of a family, whatever the Kubernetes version. */
export interface FamilySupport {
  /** The last Kubernetes version EKS published an image of the family for. */
  readonly lastKubernetes?: string;
  /** EKS published no image after this day. */
  readonly endOfPublishing?: { readonly day: string; readonly source: Source };
  /** The system itself is said to get no more updates after this day: what would end an own build. Not confirmed, so never a fail. */
  readonly saidToEnd?: { readonly day: string; readonly source: Source };
}

/** Families with an end in sight; the others are current, and their Kubernetes version decides. */
export const familySupport: Readonly<Partial<Record<Family, FamilySupport>>> = {
  al2: {
    lastKubernetes: '1.32',
    endOfPublishing: { day: '2025-11-26', source: { name: 'EKS User Guide, al2023; amazon-eks-ami#2545', read: '2026-07-23' } },
    // Quoted from aws.amazon.com/amazon-linux-2; but the EKS User Guide of 2024 said 2025-06-30, and the AL2 release notes for 2026
    // list releases up to 2026-08-25.
    saidToEnd: { day: '2026-06-30', source: { name: 'aws.amazon.com/amazon-linux-2, quoted in docker-library/tomcat#340', read: '2026-08-13' } },
  },
};
