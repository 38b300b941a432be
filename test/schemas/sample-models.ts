import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import type { PropertyType, Resource, SpecDatabase } from '@aws-cdk/service-spec-types';
import type { JsonObject, JsonValue } from '../../lib/model/json.ts';

/** Deeper than this the schemas only repeat themselves. */
const deepest = 4;

/** Makes models of resource types from their schemas: every property of the right type, with a value of its own. */
export class SampleModels {
  readonly #database: SpecDatabase;
  readonly #resources: ReadonlyMap<string, Resource>;

  private constructor(database: SpecDatabase) {
    this.#database = database;
    this.#resources = new Map([...database.all('resource')].map((each) => [each.cloudFormationType, each]));
  }

  static async load(): Promise<SampleModels> {
    return new SampleModels(await loadAwsServiceSpec());
  }

  /** The names of all types that have a schema. */
  get types(): string[] {
    return [...this.#resources.keys()].sort();
  }

  /** A model with all writable properties of a type. `variant` makes every value another one of the same type. */
  model(type: string, variant = 0): JsonObject {
    const properties = Object.entries(this.#resources.get(type)?.properties ?? {});
    return Object.fromEntries(
      properties.map(([name, property]) => [name, this.#sample(property.type, name, variant, 0)]),
    );
  }

  #sample(type: PropertyType, name: string, variant: number, depth: number): JsonValue {
    switch (type.type) {
      case 'boolean':
        return variant % 2 === 0;
      case 'integer':
      case 'number':
        return 1_000 + name.length + variant;
      case 'array':
        return [0, 1].map((at) => this.#sample(type.element, `${name}${at}`, variant, depth + 1));
      case 'map':
        return { first: this.#sample(type.element, name, variant, depth + 1) };
      case 'union':
        return this.#sample(type.types[0] ?? { type: 'string' }, name, variant, depth);
      case 'tag':
        return { Key: name, Value: `${name} ${variant}` };
      case 'json':
        return { [`${name}Setting`]: `${name} ${variant}` };
      case 'ref':
        return this.#object(type.reference.$ref, name, variant, depth);
      default:
        return `${name} ${variant}`;
    }
  }

  #object(reference: string, name: string, variant: number, depth: number): JsonValue {
    if (depth >= deepest) return { Deep: `${name} ${variant}` };
    const { properties } = this.#database.get('typeDefinition', reference);
    return Object.fromEntries(
      Object.entries(properties).map(([member, property]) => [
        member,
        this.#sample(property.type, `${name}${member}`, variant, depth + 1),
      ]),
    );
  }
}
