import { type JsonObject, toList, toObjects } from '../model/json.ts';
import type { Resource } from '../model/resource.ts';
import { asWord, type RemedyValues } from './former-state.ts';

/** A condition of an advanced selector on one field: the operators with their values. */
function fieldsOf(selector: JsonObject, field: string): JsonObject[] {
  return toObjects(selector.FieldSelectors).filter(({ Field }) => Field === field);
}

/** What a selector of management events leaves out; undefined of a selector of other events. */
function leftOut(selector: JsonObject, kind: 'basic' | 'advanced'): string[] | undefined {
  if (kind === 'basic') {
    if (selector.IncludeManagementEvents === false) return undefined;
    const half = selector.ReadWriteType ?? 'All';
    return [
      ...(half === 'All' ? [] : [half === 'ReadOnly' ? 'changes' : 'reads']),
      ...toList(selector.ExcludeManagementEventSources).map((source) => `events of ${String(source)}`),
    ];
  }
  const category = fieldsOf(selector, 'eventCategory').flatMap(({ Equals }) => toList(Equals));
  if (!category.includes('Management')) return undefined;
  return toObjects(selector.FieldSelectors)
    .filter(({ Field }) => Field !== 'eventCategory')
    .map(({ Field, ...conditions }) => {
      if (Field === 'readOnly') return toList(conditions.Equals).includes('true') ? 'changes' : 'reads';
      return `events by ${String(Field)} (${Object.values(conditions).flatMap(toList).map(String).join(', ')})`;
    });
}

/** What no selector of a trail records of management events. A trail without selectors records them all. */
export function missingManagementEvents({ properties }: Resource): string[] {
  const selectors = [
    ...toObjects(properties.EventSelectors).map((each) => leftOut(each, 'basic')),
    ...toObjects(properties.AdvancedEventSelectors).map((each) => leftOut(each, 'advanced')),
  ];
  if (selectors.length === 0) return [];
  const recording = selectors.filter((missing) => missing !== undefined);
  if (recording.length === 0) return ['everything'];
  return [...new Set(recording.flat())].filter((missing) =>
    recording.every((each) => each.includes(missing)),
  );
}

/** The types of resources whose data events a trail records. */
export function dataTypes({ properties }: Resource): string[] {
  const basic = toObjects(properties.EventSelectors)
    .flatMap(({ DataResources }) => toObjects(DataResources))
    .map(({ Type }) => String(Type));
  const advanced = toObjects(properties.AdvancedEventSelectors)
    .flatMap((selector) => fieldsOf(selector, 'resources.type'))
    .flatMap(({ Equals }) => toList(Equals).map(String));
  return [...new Set([...basic, ...advanced])];
}

/** The selectors of a trail as CloudTrail takes them, for `--cli-input-json {{selectors}}`. */
export function selectorsOf({ id, properties }: Resource): RemedyValues {
  const { TrailName = id, EventSelectors, AdvancedEventSelectors } = properties;
  return {
    selectors: asWord({
      TrailName,
      ...(toObjects(AdvancedEventSelectors).length > 0
        ? { AdvancedEventSelectors: toObjects(AdvancedEventSelectors) }
        : { EventSelectors: toObjects(EventSelectors) }),
    }),
  };
}

/** The selectors of a trail, changed so that they record all management events, and the data events that they did. */
export function allManagementEvents(trail: Resource): RemedyValues {
  const { EventSelectors, AdvancedEventSelectors } = trail.properties;
  const advanced = toObjects(AdvancedEventSelectors);
  const ofData = advanced.filter((selector) => leftOut(selector, 'advanced') === undefined);
  const isOfManagement = { Field: 'eventCategory', Equals: ['Management'] };
  return selectorsOf({
    ...trail,
    properties: {
      ...trail.properties,
      AdvancedEventSelectors:
        advanced.length === 0
          ? []
          : [{ Name: 'management events', FieldSelectors: [isOfManagement] }, ...ofData],
      EventSelectors: [
        { ReadWriteType: 'All', IncludeManagementEvents: true },
        ...toObjects(EventSelectors)
          .filter(({ DataResources }) => toObjects(DataResources).length > 0)
          .map(({ ReadWriteType = 'All', DataResources = [] }) => ({
            ReadWriteType,
            IncludeManagementEvents: false,
            DataResources,
          })),
      ],
    },
  });
}
