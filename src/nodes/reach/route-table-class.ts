import { isUnknown, type Leaf, type Unknown } from '../../inventory/index.ts';
import { leadsOut, leadsToInternetGateway, type Route, routeClass, type RouteClass, type RouteContext } from './route-class.ts';

export type TableAnswer =
  /** `route`: index of the route that decides. */
  | { readonly verdict: 'yes'; readonly route: number; readonly class: Leaf<RouteClass> }
  | { readonly verdict: 'no' }
  /** `route` is left out where routes may be missing. */
  | { readonly verdict: 'unknown'; readonly unknown: Unknown; readonly route?: number };

export interface RouteTableClass {
  /** The subnets of the table are public. */
  readonly toInternetGateway: TableAnswer;
  /** They reach the internet by something else than an internet gateway. */
  readonly egress: TableAnswer;
}

/** What the routes of a table say together. `open`: it may have routes that were not seen. */
export function routeTableClass(routes: readonly (Route | Unknown)[], open?: Unknown, context: RouteContext = {}): RouteTableClass {
  const classes = routes.map(route => routeClass(route, context));
  return {
    toInternetGateway: answer(routes.map(route => leadsToInternetGateway(route, context)), classes, open),
    egress: answer(routes.map(route => leadsOut(route, context)), classes, open),
  };
}

function answer(each: readonly Leaf<boolean>[], classes: readonly Leaf<RouteClass>[], open: Unknown | undefined): TableAnswer {
  // A route for all of the internet says more than one for a part of it.
  const sure = each.flatMap((value, route) => (value === true ? [route] : []));
  const route = sure.find(at => classes[at] !== 'partial-internet-gateway') ?? sure[0];
  const decided = route === undefined ? undefined : classes[route];
  if (route !== undefined && decided !== undefined) return { verdict: 'yes', route, class: decided };
  const doubtful = each.findIndex(isUnknown);
  const unknown = each[doubtful];
  if (isUnknown(unknown)) return { verdict: 'unknown', unknown, route: doubtful };
  return open ? { verdict: 'unknown', unknown: open } : { verdict: 'no' };
}
