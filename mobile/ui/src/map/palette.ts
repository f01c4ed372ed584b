// SPDX-License-Identifier: EUPL-1.2
// The colours of the ground in three themes. Roads and names stand out, all else stays behind the tickets that lie upon it.

export type Look = 'light' | 'dark' | 'sun';

export interface Palette {
  ground: string;
  green: string;
  wood: string;
  public: string;
  paved: string;
  water: string;
  waterEdge: string;
  building: string;
  buildingEdge: string;
  path: string;
  road: string;
  roadEdge: string;
  main: string;
  mainEdge: string;
  rail: string;
  border: string;
  name: string;
  softName: string;
  waterName: string;
  halo: string;
  /** How much larger names are than by day. */
  scale: number;
}

export const PALETTES: Record<Look, Palette> = {
  light: {
    ground: '#f2efe9',
    green: '#d3e7cb',
    wood: '#c2dcb8',
    public: '#eee4d8',
    paved: '#f7f5f1',
    water: '#a8d1ec',
    waterEdge: '#8bbbdc',
    building: '#e1dcd3',
    buildingEdge: '#cbc4b8',
    path: '#b09c86',
    road: '#ffffff',
    roadEdge: '#c9c1b4',
    main: '#ffe39b',
    mainEdge: '#d3a953',
    rail: '#93908a',
    border: '#9a7fa8',
    name: '#17324d',
    softName: '#4f5f6e',
    waterName: '#1f5f8b',
    halo: '#ffffff',
    scale: 1,
  },
  dark: {
    ground: '#141f2b',
    green: '#173226',
    wood: '#143020',
    public: '#1d2936',
    paved: '#192634',
    water: '#123f60',
    waterEdge: '#1c5580',
    building: '#1f2e3d',
    buildingEdge: '#2e4153',
    path: '#5d7186',
    road: '#3c5063',
    roadEdge: '#0b141d',
    main: '#7d6a35',
    mainEdge: '#0b141d',
    rail: '#5b6b7a',
    border: '#8a719b',
    name: '#edf3f9',
    softName: '#b2c2d2',
    waterName: '#8fc4ee',
    halo: '#0b141d',
    scale: 1,
  },
  sun: {
    ground: '#ffffff',
    green: '#c8ecba',
    wood: '#b2e0a0',
    public: '#f1f1f1',
    paved: '#ffffff',
    water: '#8cc8ff',
    waterEdge: '#003a80',
    building: '#dddddd',
    buildingEdge: '#6b6b6b',
    path: '#4a4a4a',
    road: '#ffffff',
    roadEdge: '#2b2b2b',
    main: '#ffd23f',
    mainEdge: '#000000',
    rail: '#3d3d3d',
    border: '#5b1a75',
    name: '#000000',
    softName: '#1c1c1c',
    waterName: '#002652',
    halo: '#ffffff',
    scale: 1.18,
  },
};
